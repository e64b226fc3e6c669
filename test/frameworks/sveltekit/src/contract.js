import { adapterApp } from 'coatcheck/testing'

/** The adapter contract's app. */
export const app = adapterApp()
