import { expect, test } from 'vitest';
import { joinUsers } from '../../src/base/users.ts';

test('the last of the users is told that it is the last', () => {
  const shared = {};
  const leaves = [joinUsers(shared), joinUsers(shared), joinUsers(shared)];
  expect(leaves.map((leave) => leave())).toEqual([false, false, true]);
});

test('who leaves twice counts once', () => {
  const shared = {};
  const [first, second] = [joinUsers(shared), joinUsers(shared)];
  expect([first(), first(), second(), second()]).toEqual([false, false, true, false]);
});

test('what was left by all can be used again', () => {
  const shared = {};
  joinUsers(shared)();
  expect(joinUsers(shared)()).toBe(true);
});

test('each thing has its own users', () => {
  const other = joinUsers({});
  expect(joinUsers({})()).toBe(true);
  expect(other()).toBe(true);
});
