/**
 * The packages of this folder. They bring no types that the repository could rely on, since they may
 * not be installed.
 *
 * @module
 */

/**
 * Gives a package of this folder.
 *
 * @param name as it is imported, for example `'cookie-session'`
 */
export async function load<Package>(name: string): Promise<Package> {
  // What a package exports is what the caller says; its check fails where it is not.
  return (await import(name)) as Package
}

/** Gives what a package of this folder exports by default. */
export async function loadDefault<Default>(name: string): Promise<Default> {
  const { default: exported } = await load<{ readonly default: Default }>(name)
  return exported
}
