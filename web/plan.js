export function showPlan() {}
