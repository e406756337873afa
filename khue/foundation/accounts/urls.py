"""Addresses of signing in and of hats; those without our namespace bear the names that allauth asks for."""

from django.urls import include, path

from khue.foundation.accounts.views import (
    giving,
    granting,
    lists,
    passwords,
    second_step,
    security,
    signing_in,
)

own = [
    path("dang-xuat/", signing_in.sign_out, name="sign-out"),
    path("tai-khoan/", signing_in.profile, name="profile"),
    path("vai/", signing_in.change_hat, name="change-hat"),
    path("tai-khoan/danh-sach/", lists.account_list, name="account-list"),
    path("tai-khoan/danh-sach/cap/", giving.give, name="account-give"),
    path("tai-khoan/giao-vai/", granting.grant, name="account-grant"),
    path("tai-khoan/nguoi/<uuid:uuid>/", giving.person, name="account-person"),
    path("tai-khoan/nguoi/<uuid:uuid>/cap/", giving.give_one, name="account-give-one"),
    path("tai-khoan/nguoi/<uuid:uuid>/mat-khau/", giving.renew, name="account-renew"),
    path("tai-khoan/nguoi/<uuid:uuid>/bo-buoc-hai/", giving.drop_steps, name="account-drop-steps"),
    path("tai-khoan/nguoi/<uuid:uuid>/dong/", giving.close, name="account-close"),
    path("tai-khoan/nguoi/<uuid:uuid>/mo/", giving.reopen, name="account-reopen"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("dang-nhap/", signing_in.sign_in, name="account_login"),
    path("dang-nhap/dong/", passwords.closed, name="account_inactive"),
    path("tai-khoan/mat-khau/", passwords.change_password, name="account_change_password"),
    path("tai-khoan/xac-nhan/", passwords.confirm, name="account_reauthenticate"),
    path("tai-khoan/moi/", passwords.no_signup, name="account_signup"),
    path("dang-nhap/buoc-hai/", second_step.second_step, name="mfa_authenticate"),
    path("dang-nhap/khoa/", second_step.passkey_door, name="mfa_login_webauthn"),
    path("tai-khoan/bao-mat/", security.security, name="mfa_index"),
    path("tai-khoan/bao-mat/ung-dung/", second_step.set_up_app, name="mfa_activate_totp"),
    path("tai-khoan/bao-mat/ung-dung/bo/", second_step.leave_app, name="mfa_deactivate_totp"),
    path("tai-khoan/bao-mat/khoa/", second_step.add_passkey, name="mfa_add_webauthn"),
    path("tai-khoan/bao-mat/khoa/bo/", second_step.drop_passkey, name="mfa_remove_webauthn"),
    path("tai-khoan/bao-mat/ma-du-phong/", second_step.spare_codes, name="mfa_view_recovery_codes"),
    path(
        "tai-khoan/bao-mat/ma-du-phong/moi/", second_step.new_spare_codes, name="mfa_generate_recovery_codes"
    ),
    path("tai-khoan/bao-mat/noi-dang-nhap/", security.end_session, name="usersessions_list"),
]
