/** `$99.60`, `$0.000638`: cents from one unit on, three significant digits below it. */
export function moneyText(amount: number, currency: string): string {
  const isSmall = amount < 1 && amount > 0;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    ...(isSmall ? { maximumSignificantDigits: 3, minimumSignificantDigits: 3 } : { minimumFractionDigits: 2 }),
  }).format(amount);
}
