"""Addresses of signing in and of hats; those without our namespace bear the names that allauth asks for."""

from django.urls import include, path

from khue.foundation.accounts.views import giving, granting, lists, passwords, signing_in

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
]
