/** A process that imports nothing and waits: what Node itself takes. */
process.on("message", () => process.send?.({ kind: "memory", rss: process.memoryUsage.rss() }));
process.once("disconnect", () => process.exit(0));
process.send?.({ kind: "ready" });
