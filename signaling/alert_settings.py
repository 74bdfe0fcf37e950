"""The settings of alerts: who else is told of them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from signaling.message_settings import is_url


class AlertSettings(BaseModel):
    """Whom alerts are told beside the supervisors' pages."""

    alert_webhook_url: Annotated[str, AfterValidator(is_url)] | None = Field(
        default=None, repr=False, description="what alerts are posted to as JSON; default: nothing"
    )
    alert_webhook_secret: SecretStr | None = Field(
        default=None, min_length=16, description="what these posts are signed with (HMAC-SHA256)"
    )
    alert_mail_to: str | None = Field(
        default=None,
        pattern=r"^[^@\s<>\",;]{1,64}@[A-Za-z0-9.-]{1,190}$",
        description="address that alerts are mailed to; default: none",
    )

    @model_validator(mode="after")
    def _posts_are_signed(self) -> Self:
        if (self.alert_webhook_url is None) != (self.alert_webhook_secret is None):
            message = "alert_webhook_url and alert_webhook_secret need each other"
            raise ValueError(message)
        return self
