/** Where a server is, and the host it is reached through. */
export function addressText({ url, via }: { readonly url: string; readonly via?: string | undefined }): string {
  return via === undefined ? url : `${url} via ${via}`;
}
