/** All of an async iterable, as `Array.fromAsync` gives it where Node is 22 or later. */
export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
