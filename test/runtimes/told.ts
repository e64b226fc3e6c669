/**
 * How the portable suites say what came of them: as lines on stdout, or as a Worker's answers.
 *
 * @module
 */

import { factsOf, type Told } from './facts.ts'

/** What imports a suite, by the name of its file. */
export type Suites = Readonly<Record<string, () => Promise<unknown>>>

/** What came of the suite in one file. */
export interface ToldOf extends Told {
  /** The file. */
  readonly file: string
}

/** Goes through all suites and writes a line for each. */
export async function script(suites: Suites): Promise<void> {
  for (const [file, load] of Object.entries(suites)) {
    console.info(JSON.stringify({ file, ...(await factsOf(load)) }))
  }
}

/** Makes a Worker, which goes through the suite that a request's path names. */
export function worker(suites: Suites): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const file = new URL(request.url).pathname.slice(1)
      const load = suites[file]
      if (load === undefined) return new Response('Not Found', { status: 404 })
      return Response.json({ file, ...(await factsOf(load)) })
    },
  }
}
