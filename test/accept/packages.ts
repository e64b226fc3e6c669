/**
 * The libraries that visitors come from, in the versions this folder pins.
 *
 * @module
 */

import { type FolderPackages, folderPackages } from '../folder-packages.ts'

export const { folder, packages, load, loadModule }: FolderPackages = folderPackages(
  import.meta.dirname,
)
