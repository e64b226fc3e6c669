/**
 * The package as users get it: packed, and installed into an empty project in a temporary folder.
 *
 * @module
 */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inject } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = join(root, 'node_modules', '.bin', 'tsc')

/** An empty project with the package installed. */
export interface Project {
  /** The folder of the project. */
  readonly folder: string
  /** The folder of the package in the project. */
  readonly installed: string
  /**
   * Compiles files of `test/types` against the installed package.
   *
   * @returns what the compiler found, empty when nothing
   */
  compile(files: readonly string[], options: object): Promise<string>
  /** Compiles one file of the project, as `compile` does. */
  check(name: string, options: object): Promise<string>
  /** Copies a file of the repository into the project. */
  copy(path: string, name: string): Promise<void>
  /** Runs a program in the project and gives what it printed. */
  run(program: string, args: readonly string[]): Promise<string>
  /** Writes a file into the project. */
  write(name: string, text: string): Promise<void>
  /** Removes the project. */
  remove(): Promise<void>
}

/**
 * Installs the package into a new project.
 *
 * @param beside other packages to install, name to exact version
 */
export async function installedProject(beside: Readonly<Record<string, string>>): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-package-'))
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { coatcheck: `file:${inject('tarball')}`, ...beside },
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', ...quiet], folder)
  await cp(new URL('consumers', import.meta.url), folder, { recursive: true })

  let compiled = 0
  const compilePlace = async (files: readonly URL[], options: object): Promise<string> => {
    compiled += 1
    const place = join(folder, `compile-${compiled}`)
    await mkdir(place)
    for (const file of files) await cp(file, join(place, basename(file.pathname)))
    const compilerOptions = {
      target: 'es2022',
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      // The declarations of the package are what is tested.
      skipLibCheck: false,
      ...options,
    }
    await writeFile(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    return run(compiler, ['-p', place], folder).then(
      () => '',
      (error: Error) => error.message,
    )
  }

  return {
    folder,
    installed: join(folder, 'node_modules', 'coatcheck'),

    compile: (files, options) =>
      compilePlace(
        [...files, 'expect-type.ts'].map((file) => new URL(`../types/${file}`, import.meta.url)),
        options,
      ),

    check: (name, options) => compilePlace([pathToFileURL(join(folder, name))], options),

    copy: (path, name) => cp(join(root, path), join(folder, name)),

    run: (program, args) => run(program, args, folder),

    write: (name, text) => writeFile(join(folder, name), text),

    remove: () => rm(folder, { recursive: true }),
  }
}

/** The exact versions of packages that this repository develops with. */
export function versionsHere(...names: readonly string[]): Readonly<Record<string, string>> {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  // The file is this repository's own, and a name it does not have fails the install.
  const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> }
  return Object.fromEntries(names.map((name) => [name, devDependencies[name] ?? 'missing']))
}

function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`))
    })
  })
}
