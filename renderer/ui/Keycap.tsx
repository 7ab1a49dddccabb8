import styles from "./Keycap.module.css";

/** Keys as drawn caps: `["Ctrl", "K"]`. A string is one cap. */
export function Keycap({
  keys,
  className,
}: {
  readonly keys: string | readonly string[];
  readonly className?: string;
}) {
  const caps = typeof keys === "string" ? [keys] : keys;
  return (
    <span className={className ? `${styles.keys} ${className}` : styles.keys}>
      {caps.map((cap) =>
        cap === "then" ? (
          <span key={cap} className={styles.then}>
            then
          </span>
        ) : (
          <kbd key={cap} className={styles.key}>
            {cap}
          </kbd>
        ),
      )}
    </span>
  );
}
