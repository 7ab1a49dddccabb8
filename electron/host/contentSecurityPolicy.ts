/**
 * What a page of ours may load, the same for both shells: its own files and its own console, nothing else.
 * No inline script or style: what sets styles from script (React, uPlot) goes through the style object, which is allowed.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
