export { FeedDesk } from './feed-desk.ts';
export { StreamKeeper, type KeeperReport } from './stream-keeper.ts';
