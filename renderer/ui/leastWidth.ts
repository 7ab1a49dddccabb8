const leastFlexiblePx = 140;

/**
 * Pixels that a table of fixed layout needs: below them the box around it scrolls sideways, so that no column vanishes.
 * A column without a width takes what is left, and at least `minWidth`, 140 unless told.
 */
export function leastWidth(columns: readonly { readonly width?: number; readonly minWidth?: number }[]): number {
  return columns.reduce((sum, { width, minWidth }) => sum + (width ?? minWidth ?? leastFlexiblePx), 0);
}
