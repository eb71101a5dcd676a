export { bareService } from './bare-service.ts';
export { Broker } from './broker.ts';
export { clusterUrl } from './cluster.ts';
export { testAccounts } from './database-template.ts';
export { startDesk, Desk, type DeskModules } from './desk.ts';
export { OwnCluster } from './own-cluster.ts';
export { refusal } from './refusal.ts';
export { Client, type Someone } from './requests.ts';
export { until } from './until.ts';
