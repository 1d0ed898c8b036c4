/** The add-on id Firefox knows the extension by. */
export const FIREFOX_ID = "panel@alongside.app";

/** The id Chromium derives from the manifest's pinned `key`. */
export const CHROMIUM_ID = "ahmjlgijjiimibdfkpgheoplbnoifijm";

/**
 * Where a sign-in of the extension may come back to: the addresses `identity.getRedirectURL()` gives.
 * Chromium's first, then
 * Firefox's, which names its host after the SHA-1 of the add-on id.
 */
export const EXTENSION_REDIRECTS = [
  `https://${CHROMIUM_ID}.chromiumapp.org/`,
  "https://d3710fc6676aa8ecd49b6763b78d62d8a04880f6.extensions.allizom.org/",
] as const;
