import styles from "./panels.module.css";

const width = 120;
const height = 24;

/** The past of a figure as a bare line; a gap stays a gap. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const known = values.filter((value) => Number.isFinite(value));
  const low = Math.min(0, ...known);
  const high = Math.max(low + Number.EPSILON, ...known);
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      pen = "M";
      return;
    }
    const x = (index / Math.max(1, values.length - 1)) * width;
    path += `${pen}${x.toFixed(1)} ${(height - 1 - ((value - low) / (high - low)) * (height - 2)).toFixed(1)}`;
    pen = "L";
  });
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
