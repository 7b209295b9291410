import { words } from '../language/language.ts';
import { Phone } from '../parts/phone.tsx';
import { settledLogins, waitingLogins } from '../sandbox/state.ts';
import { SettledLogin } from './settled-login.tsx';
import { WaitingLogin } from './waiting-login.tsx';

/** The maximum number of settled logins on the phone. */
const remembered = 6;

/** The phone of the staff of all shops. */
export function ShopPhone() {
  return (
    <Phone
      id="shop"
      things="logins"
      words={words.value.shop}
      waiting={waitingLogins.value.map((login) => <WaitingLogin key={login.activator} login={login} />)}
      settled={settledLogins.value.slice(0, remembered).map((login) => <SettledLogin key={login.activator} login={login} />)}
    />
  );
}
