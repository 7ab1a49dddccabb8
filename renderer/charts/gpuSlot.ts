/** The colour of a GPU on every chart, 1 to 8: GPU 2 is the third series everywhere. 8 for one without an index. */
export function gpuSlot(index: number | null): number {
  return index === null ? 8 : (index % 8) + 1;
}
