/**
 * zod would try whether it may compile code, which the content security policy refuses and reports. It reads this when
 * the first screen that has schemas opens, and is no part of the first page.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
