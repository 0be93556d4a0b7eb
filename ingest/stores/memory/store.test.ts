import { storeContract } from "../../../test/support/store-contract.ts";
import { MemoryContent, MemoryStore } from "./store.ts";

storeContract("memory", async () => {
  const content = new MemoryContent();
  return { make: () => new MemoryStore(content) };
});
