export { startDesk, Desk, type DeskModules } from './desk.ts';
export { Client } from './requests.ts';
export { refusal } from './refusal.ts';
export { until } from './until.ts';
