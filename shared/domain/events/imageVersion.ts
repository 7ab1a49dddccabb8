/** A release as its image names it: `registry:5000/team/chat:v2@sha256:..` is `chat` in `v2`. */
export interface Release {
  readonly product: string;
  readonly version: string;
}

/** Null for an image that is named by nothing but its digest. */
export function releaseOf(image: string): Release | null {
  const [named = "", digest] = image.split("@");
  const last = named.split("/").at(-1) ?? "";
  const [product = "", tag] = last.split(":");
  if (product === "" || product === "sha256") return null;
  return { product, version: tag ?? digest?.slice(0, "sha256:".length + 12) ?? "latest" };
}
