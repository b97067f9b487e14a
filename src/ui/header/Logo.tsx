/** The mark: two contours of a valley and the line of lowest ground through them. */
export function Logo() {
  return (
    <svg className="logo" width="22" height="22" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M7 3.5C1.5 9 3 16.5 7 21.5s9.5 8 15 6.5 8.5-7 6.5-12S20 9.5 17.5 6 11 0 7 3.5Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        opacity=".45"
      />
      <path
        d="M10 8c-3 3-2 7 .5 10.25S17.5 24 20.5 23.2s4.5-3.7 3.2-6.6-5.7-4.2-7.7-6.4S12.5 5.7 10 8Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        opacity=".75"
      />
      <path
        d="M3 3c5 4 5 8.5 8.5 11.5s5.5 1.5 8 5.5"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2.75"
        strokeLinecap="round"
      />
      <circle cx="19.8" cy="20.3" r="2.6" fill="var(--accent)" />
    </svg>
  );
}
