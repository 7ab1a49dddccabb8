import type { LucideIcon } from "lucide-react";

/** A decorative line icon of 1.5 px at 16 px; the text beside it, or the control's label, carries the meaning. */
export function Icon({
  of: Glyph,
  size = 16,
  className,
}: {
  readonly of: LucideIcon;
  readonly size?: number;
  readonly className?: string;
}) {
  return <Glyph size={size} strokeWidth={2.1} aria-hidden="true" {...(className ? { className } : {})} />;
}
