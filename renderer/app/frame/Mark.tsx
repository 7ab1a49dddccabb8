/** The watch: a clock whose quarter past midnight is lit. */
export function Mark() {
  return (
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <g strokeLinecap="round">
        <circle cx="12" cy="12" r="9" stroke="var(--line-3)" />
        <path d="M12 3a9 9 0 0 1 7.8 4.5" stroke="var(--ac)" strokeWidth="2.4" />
        <path d="M12 12V6.5M12 12l4 2.3" />
      </g>
    </svg>
  );
}
