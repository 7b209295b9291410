export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M10.500 22.500h11.500a4.200 4.200 0 0 0 .7-8.340 7 7 0 0 0-13.300 1.200 3.600 3.600 0 0 0 1.100 7.140z" />
    </svg>
  );
}
