'use client'

/** Where drawing a chat fails, the conversations stay where they are. */
export { default } from '@/app/error'
