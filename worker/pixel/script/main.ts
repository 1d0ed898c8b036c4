import { install } from "./install.ts";

// The shop's page goes on whatever happens here.
try {
  install(window);
} catch {
  // Nothing of ours is worth a broken shop.
}
