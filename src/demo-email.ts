/** Who the demo user is. */
export const DEMO_EMAIL = 'demo@example.org';
