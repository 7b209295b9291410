import { Wire } from './calls/wire.tsx';
import { ControlsPanel } from './controls/controls-panel.tsx';
import { CustomerPhone } from './customer/customer-phone.tsx';
import { Announcements } from './frame/announcements.tsx';
import { ConnectionLost } from './frame/connection-lost.tsx';
import { Header } from './frame/header.tsx';
import { Navigation } from './frame/navigation.tsx';
import { ProblemAlert } from './frame/problem-alert.tsx';
import { SkipLink } from './frame/skip-link.tsx';
import { view } from './frame/view.ts';
import { ShopPhone } from './shop/shop-phone.tsx';

/** The whole page. A narrow window shows one view at a time, a wider one shows all of them. */
export function Console() {
  return (
    <div class="console" data-view={view.value}>
      <SkipLink />
      <Header />
      <ConnectionLost />
      <ProblemAlert />
      <main class="views">
        <CustomerPhone />
        <Wire />
        <ShopPhone />
        <ControlsPanel />
      </main>
      <Navigation />
      <Announcements />
    </div>
  );
}
