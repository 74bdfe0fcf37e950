/** The neighborhood officer's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import { HostPage } from "../desk/host-page.ts";

class OfficerPage extends HostPage {
  constructor() {
    super("wijkagent");
  }
}

customElements.define("wijkagent-page", OfficerPage);
