import { render } from 'preact';
import { Console } from './console.tsx';
import { startAnnouncing } from './frame/announcements.tsx';
import { startClock } from './sandbox/clock.ts';
import { goLive } from './sandbox/live.ts';

startClock();
startAnnouncing();
goLive();
render(<Console />, document.body);
