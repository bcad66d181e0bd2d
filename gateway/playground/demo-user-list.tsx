import type { DemoUser } from '../src/playground/playground';
import { roleLabel } from './role-label';

interface DemoUserListProps {
  readonly demoUsers: readonly DemoUser[];
  /** Who is signed in. */
  readonly current: string | undefined;
  readonly isBusy: boolean;
  readonly onChoose: (user: DemoUser) => void;
}

/** One button signs in. */
export const DemoUserList = ({ demoUsers, current, isBusy, onChoose }: DemoUserListProps) => (
  <div>
    <h2>Demo users</h2>
    <ul className="plat-list">
      {demoUsers.map((user) => (
        <li key={user.email}>
          <button
            type="button"
            className="plat-user"
            disabled={isBusy}
            aria-current={user.email === current}
            onClick={() => onChoose(user)}
          >
            <span>{roleLabel(user.role)}</span>
            <span className="plat-muted">{user.email}</span>
          </button>
        </li>
      ))}
    </ul>
  </div>
);
