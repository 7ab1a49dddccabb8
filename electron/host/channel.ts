/** A queue between someone who tells and someone who pulls; ends when the telling is done. */
export async function* channel<T>(run: (tell: (item: T) => void) => Promise<void>): AsyncGenerator<T, void> {
  const queue: T[] = [];
  let wake: () => void = () => {};
  let ended = false;
  const done = run((item) => {
    queue.push(item);
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  // A failure is thrown below, after what was told before it.
  done.catch(() => {});
  for (;;) {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) yield item;
    if (ended) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  await done;
}
