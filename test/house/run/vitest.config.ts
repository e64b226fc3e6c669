import { defineConfig } from 'vitest/config'
import { closingSummary } from '../../closing-summary.ts'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['suites.ts'],
    reporters: ['default', closingSummary],
  },
})
