import { ManagerType, type Person } from '@cloudpay/security';
import type { Colours } from '../terminal/colours.ts';

const roles: Readonly<Record<number, string>> = {
  [ManagerType.SubMchManager]: '商户管理员 manager of the merchant',
  [ManagerType.ShopManager]: '店长 shop manager',
  [ManagerType.ShopStaff]: '店员 staff',
  [ManagerType.MchManager]: '服务商管理员 manager of the service provider',
};

/** Who scanned, in words. */
export function nameOf({ staffName, staffId, identity }: Person): string {
  return [staffName, staffId && `(${staffId})`].filter(Boolean).join(' ') || (identity ?? '?');
}

/** What they are, in words. */
export function rolesOf(person: Person): string {
  return person.roles.map((role) => roles[role] ?? `角色 role ${role}`).join(', ');
}

/** The line that greets whoever scanned. */
export function greeting(person: Person, colours: Colours): string {
  return `${colours.green('✔')} ${nameOf(person)} ${colours.dim(rolesOf(person))}`;
}
