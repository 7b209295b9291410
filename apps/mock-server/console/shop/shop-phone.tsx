import { words } from '../language/language.ts';
import { Empty } from '../parts/empty.tsx';
import { isKnown, settledLogins, waitingLogins } from '../sandbox/state.ts';
import { SettledLogin } from './settled-login.tsx';
import { WaitingLogin } from './waiting-login.tsx';

/** How many settled logins a phone remembers. */
const remembered = 6;

/** What the staff of all shops hold in their hands. */
export function ShopPhone() {
  const { title, waiting, none, noneHint, recent } = words.value.shop;
  const logins = waitingLogins.value;
  const settled = settledLogins.value.slice(0, remembered);
  return (
    <section id="shop" class="panel phone" aria-labelledby="shop-title">
      <h2 id="shop-title" class="phone-title">
        {title}
      </h2>
      <section aria-labelledby="waiting-logins">
        <h3 id="waiting-logins">
          {waiting}
          {logins.length > 0 && <span class="count">{logins.length}</span>}
        </h3>
        {isKnown.value && logins.length === 0 && (
          <Empty title={none}>
            <p>{noneHint}</p>
          </Empty>
        )}
        <ul class="cards">
          {logins.map((login) => (
            <WaitingLogin key={login.activator} login={login} />
          ))}
        </ul>
      </section>
      {settled.length > 0 && (
        <section aria-labelledby="settled-logins">
          <h3 id="settled-logins">{recent}</h3>
          <ul class="history">
            {settled.map((login) => (
              <SettledLogin key={login.activator} login={login} />
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}
