"""`make reset`: start over. Ends what a killed run left, then removes `.data/` with what it points at."""

import sys

from portal.embedded import places
from portal.embedded.postgres import Postgres
from portal.embedded.processes import end_leftover
from portal.embedded.servers import SiteBusy, locked_site


def main() -> int:
    home = places.data_dir()
    try:
        with locked_site(home, wait=False), locked_site(home / "test", wait=False):
            for pid_file in [*home.glob("pids/*"), *home.glob("test/pids/*")]:
                end_leftover(pid_file)
            for site in (home, home / "test"):
                if (site / "passwords.json").exists():
                    Postgres(places.prepare_site(site)).end_leftover()
            places.remove_data(home)
            places.remove_copied_servers()
    except SiteBusy:
        print(f"{home} is in use; stop `make run` and `make test` first", file=sys.stderr)
        return 1
    print(f"removed {home}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
