/**
 * The names under which a browser on this machine (or through a tunnel to the same port) reaches the console.
 * Any other Host means that a foreign name was pointed at this address (DNS rebinding).
 */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** A WebSocket is open to every page of the web unless the server looks at who asks: only our own page may. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, port: number): boolean {
  return isOwnHost(host, port) && origin === `http://${host}`;
}
