const NAME = '{ id firstName lastName companyName }';

/** What a dashboard shows of one exchange, of three services. */
export const PAGE = `query ExchangePage($id: ID!) {
  exchange(id: $id) {
    id exchangeNumber name status workflowStage unreadCount
    deadlines { kind effectiveOn daysLeft }
    participants { edges { node { id role isActive contact ${NAME} } } }
    messages(last: 50) { edges { node { id seq content isSystemMessage createdAt sender ${NAME} } } }
    tasks(filter: { status: [PENDING, IN_PROGRESS] }) { edges { node { id title status dueDate assignedTo ${NAME} } } }
    documents { edges { node { id title fileName createdAt } } }
  }
}`;

/** What an office looks at in the morning. */
export const OVERVIEW = `query Overview {
  exchangeOverview {
    byStage { stage count }
    deadlinesAhead(withinDays: 30) { period deadline daysLeft exchange { id name } }
    atRisk { risk period deadline daysLeft exchange { id name } }
    overdueTasks { total tasks { id title dueDate } }
    byCoordinator { openExchanges overdueTasks nextDeadline coordinator ${NAME} }
  }
}`;
