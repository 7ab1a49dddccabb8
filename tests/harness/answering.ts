/** Resolves once `url` answers with a 2xx; rejects after `deadlineMs`. */
export async function answering(url: string, deadlineMs = 15_000): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  for (;;) {
    const isUp = await fetch(url, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (signal.aborted) throw new Error(`${url} did not answer within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
