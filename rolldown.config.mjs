import { basename } from 'node:path';

/** Libraries that frameworks ask for where somebody installed them; nobody did here. */
const notInstalled = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/platform-express',
  /^@nestjs\/websockets\//,
  'amqp-connection-manager',
  'class-transformer',
  'class-validator',
  'ioredis',
  'kafkajs',
  'mqtt',
];
/** What is no JavaScript, and stays in `node_modules`. */
const native = [/^@node-rs\//];

/**
 * An app becomes `dist/main.cjs`, our own code with a source map, and `dist/libraries.cjs`; what only some settings
 * need, such as tracing, is loaded when they are set. Run as `rolldown --config ../../rolldown.config.mjs` in the app's
 * folder.
 * @type {import('rolldown').RolldownOptions}
 */
export default {
  input: 'src/main.ts',
  platform: 'node',
  external: [...notInstalled, ...native],
  // It would be looked for when the app starts.
  onLog: (level, log, tell) => tell(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log),
  transform: { define: { 'import.meta.resolve': 'require.resolve' } },
  output: {
    dir: 'dist',
    cleanDir: true,
    // A builtin that an ES module imports is read export by export, and with `node:http` that loads all of Node's
    // fetch.
    format: 'cjs',
    entryFileNames: 'main.cjs',
    chunkFileNames: '[name].cjs',
    // Tables, injection tokens and logs are called after classes.
    keepNames: true,
    // Text beyond Latin-1 would double what the source takes in memory.
    charset: 'ascii',
    comments: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    sourcemap: true,
    sourcemapExcludeSources: true,
    codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/, tags: ['$initial'] }] },
  },
  plugins: [
    {
      name: 'source-maps-of-our-own-code',
      generateBundle(_options, bundle) {
        // The libraries' map is thirteen times as large, and the first stack trace would read it.
        for (const [file, output] of Object.entries(bundle))
          if (output.type === 'asset' && file.endsWith('.map') && basename(file) !== 'main.cjs.map')
            delete bundle[file];
      },
    },
  ],
};
