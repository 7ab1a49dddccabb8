import styles from "./rowIcons.module.css";

// Icons of rows that are drawn by the dozen in a frame of scrolling: one path each, and what they share is in the style
// sheet, where the library's own have several shapes of a dozen attributes.

/** Two boxes in a rack. */
export const HostIcon = rowIcon(
  "M4 2h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM4 14h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2zM6 6h.01M6 18h.01",
);

/** A cube. */
export const ServiceIcon = rowIcon("M12 2l9 5v10l-9 5-9-5V7zM3.3 7l8.7 5 8.7-5M12 22V12");

/** From one place to another by a winding way. */
export const RoutingIcon = rowIcon(
  "M9 5h8.5a3.5 3.5 0 0 1 0 7h-11a3.5 3.5 0 0 0 0 7H15M21 19a3 3 0 1 1-6 0 3 3 0 1 1 6 0M9 5a3 3 0 1 1-6 0 3 3 0 1 1 6 0",
);

function rowIcon(d: string) {
  return function RowIcon() {
    return (
      <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true">
        <path d={d} />
      </svg>
    );
  };
}
