import { expect, test } from 'vitest';
import { joinUsers } from '../../src/base/users.ts';

test('only the last user is told to close', () => {
  const shared = {};
  const leaves = [joinUsers(shared), joinUsers(shared), joinUsers(shared)];
  expect(leaves.map((leave) => leave())).toEqual([false, false, true]);
});

test('leaving twice counts once', () => {
  const shared = {};
  const [first, second] = [joinUsers(shared), joinUsers(shared)];
  expect([first(), first(), second(), second()]).toEqual([false, false, true, false]);
});

test('an object without users can be used again', () => {
  const shared = {};
  joinUsers(shared)();
  expect(joinUsers(shared)()).toBe(true);
});

test('each object has its own users', () => {
  const other = joinUsers({});
  expect(joinUsers({})()).toBe(true);
  expect(other()).toBe(true);
});
