import styles from "./HeatScale.module.css";

const steps = [0, 1, 2, 3, 4, 5, 6, 7];

/** What the lightness of a heatmap's cells stands for: both ends in words; null while nothing is known of them. */
export function HeatScale({ ends }: { readonly ends: readonly [least: string, most: string] | null }) {
  return (
    <span className={styles.scale}>
      {ends?.[0]}
      <svg width="96" height="8" aria-hidden="true">
        {steps.map((step) => (
          <rect key={step} x={step * 12} width="12" height="8" fill={`var(--h${step})`} />
        ))}
      </svg>
      {ends?.[1]}
    </span>
  );
}
