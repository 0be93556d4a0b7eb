/** Waits until the condition holds; fails with its description when it never does. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  within = 30_000,
  every = 20,
): Promise<void> {
  const deadline = Date.now() + within;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline) throw new Error(`waited ${within} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
