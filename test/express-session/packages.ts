/**
 * express-session and what is used with it, in the versions this folder pins.
 *
 * @module
 */

import type { ConnectStore } from 'coatcheck/express-session'
import type { RequestHandler } from 'express'
import { type FolderPackages, folderPackages } from '../folder-packages.ts'

export const { folder, packages, load, loadModule }: FolderPackages = folderPackages(
  import.meta.dirname,
)

/** What express-session and the drop-in have in common, as untyped code sees it. */
export interface Factory {
  (options: object): RequestHandler
  readonly Store: object
  readonly MemoryStore: new () => ConnectStore
}
