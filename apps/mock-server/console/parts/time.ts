const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const date = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** For example 14:05:09. */
export function clockTime(milliseconds: number): string {
  return time.format(milliseconds);
}

/** For example 2026-11-25 14:05:09. */
export function dateAndTime(milliseconds: number): string {
  return date.format(milliseconds);
}

/** For example 2:05, or 26:00:00 with hours. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (part: number) => String(part % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${two(whole)}` : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(whole)}`;
}
