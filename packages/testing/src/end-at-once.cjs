// jest kills a worker that takes longer than half a second to end. Clearing away what dozens of test files have left in
// its memory does; where the process says that it ends, the system clears it away at once.
if (process.env.JEST_WORKER_ID) process.once('exit', (code) => process.exit(code));
