/**
 * Where does a program keep what it can make again?
 *
 * Each system has a place for it, and none is asked for by the others: XDG Base Directory
 * Specification; Apple, File System Programming Guide; %LOCALAPPDATA% on Windows.
 */

import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The folder for octets, which may not be there yet. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA } = environment
  // XDG: a path that is not absolute is to be ignored.
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'octets')
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Caches', 'octets')
    case 'win32':
      return join(LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'octets')
    default:
      return join(home, '.cache', 'octets')
  }
}
