export { startDesk, Desk, type DeskModules, type Published } from './desk.ts';
export { Broker } from './broker.ts';
export { Client, callerWith, staffIdOf, type Answer, type CallOptions, type Someone } from './requests.ts';
export { clusterUrl } from './cluster.ts';
export { refusal } from './refusal.ts';
export { until } from './until.ts';
