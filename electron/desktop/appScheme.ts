/** The page's own origin: `app://console/`. Node's URL parser calls it "null", so scheme and host are compared instead. */
export const appScheme = "app";
export const appHost = "console";
export const appOrigin = `${appScheme}://${appHost}`;
export const appUrl = `${appOrigin}/`;
