"""Addresses of signing in and of hats; those without our namespace bear the names that allauth asks for."""

from allauth.account import views as allauth_views
from django.urls import include, path

from khue.core.web.scoping import open_to_strangers
from khue.foundation.accounts import views

own = [
    path("dang-xuat/", views.sign_out, name="sign-out"),
    path("tai-khoan/", views.profile, name="profile"),
    path("vai/", views.change_hat, name="change-hat"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-nhap/dong/", open_to_strangers(allauth_views.account_inactive), name="account_inactive"),
    path("tai-khoan/mat-khau/", allauth_views.password_change, name="account_change_password"),
    path("tai-khoan/xac-nhan/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/moi/", allauth_views.signup, name="account_signup"),
]
