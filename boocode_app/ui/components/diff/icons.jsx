/* Lucide's shapes (ISC), drawn here so that the pane brings no icon library. */
const icon = (...paths) =>
  function Icon() {
    return (
      <svg
        viewBox="0 0 24 24"
        width="16"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {paths.map((d) => (
          <path key={d} d={d} />
        ))}
      </svg>
    );
  };

export const ChevronIcon = icon("m6 9 6 6 6-6");
export const RefreshIcon = icon(
  "M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8",
  "M21 3v5h-5",
  "M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16",
  "M8 16H3v5",
);
export const CheckIcon = icon("M20 6 9 17l-5-5");
export const AlertIcon = icon("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M12 8v4", "M12 16h.01");
